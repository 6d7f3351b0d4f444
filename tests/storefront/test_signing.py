from hypothesis import given
from hypothesis import strategies as st

from galleria.storefront.messages import seal_messages, unseal_messages
from galleria.storefront.signing import Signer
from galleria.storefront.views.frame import Message

SIGNER = Signer(b"k" * 32, "said")


class TestSeal:
    @given(st.text())
    def test_comes_back_as_it_left(self, text: str) -> None:
        assert SIGNER.unseal(SIGNER.seal(text)) == text

    @given(st.text(), st.text())
    def test_is_worth_nothing_once_changed(self, text: str, other: str) -> None:
        sealed = SIGNER.seal(text)
        forged = Signer(b"x" * 32, "said").seal(other)
        assert SIGNER.unseal(forged) is None
        assert SIGNER.unseal(sealed.partition(".")[0] + "." + forged.partition(".")[2]) is None

    @given(st.text())
    def test_reads_anything_without_stumbling(self, text: str) -> None:
        assert SIGNER.unseal(text) is None

    def test_is_good_for_one_purpose_alone(self) -> None:
        assert Signer(b"k" * 32, "form").unseal(SIGNER.seal("text")) is None


class TestMessages:
    def test_come_back_as_they_left(self) -> None:
        told = (Message("success", "message.added", {"count": 2, "title": "Mug"}),)
        assert unseal_messages(SIGNER, seal_messages(SIGNER, told)) == told

    def test_say_nothing_where_they_are_not_ours(self) -> None:
        assert unseal_messages(SIGNER, "e30=.00") == ()
