import assert from 'node:assert/strict';
import { errorCodes } from '../../../../src/model/errors';
import { deadSessionErrorTexts } from '../../../../src/messages/errorTexts/deadSessionErrorTexts';
import { inputErrorTexts } from '../../../../src/messages/errorTexts/inputErrorTexts';
import { ownErrorTexts } from '../../../../src/messages/errorTexts/ownErrorTexts';
import { refusalErrorTexts } from '../../../../src/messages/errorTexts/refusalErrorTexts';
import { serviceErrorTexts } from '../../../../src/messages/errorTexts/serviceErrorTexts';
import { signInErrorTexts } from '../../../../src/messages/errorTexts/signInErrorTexts';

describe('The files of error texts', () => {
  it('contain each error code once', () => {
    const codes = [
      deadSessionErrorTexts,
      inputErrorTexts,
      ownErrorTexts,
      refusalErrorTexts,
      serviceErrorTexts,
      signInErrorTexts,
    ].flatMap((texts) => Object.keys(texts));
    assert.deepEqual(codes.sort(), [...errorCodes].sort());
  });
});
