import assert from 'node:assert/strict';
import { errorCodes } from '../../../../src/core/errors';
import { deadSessionErrorTexts } from '../../../../src/presentation/errorTexts/deadSessionErrorTexts';
import { inputErrorTexts } from '../../../../src/presentation/errorTexts/inputErrorTexts';
import { ownErrorTexts } from '../../../../src/presentation/errorTexts/ownErrorTexts';
import { refusalErrorTexts } from '../../../../src/presentation/errorTexts/refusalErrorTexts';
import { serviceErrorTexts } from '../../../../src/presentation/errorTexts/serviceErrorTexts';
import { signInErrorTexts } from '../../../../src/presentation/errorTexts/signInErrorTexts';

describe('errorTexts', () => {
  it('hold each code once', () => {
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
