from collections import Counter

from galleria.demo.crowd import crowd


class TestCrowd:
    def test_says_the_same_every_time(self) -> None:
        assert list(crowd("mug", 40)) == list(crowd("mug", 40))

    def test_likes_what_it_bought_more_often_than_not(self) -> None:
        stars = Counter(review.rating for review in crowd("mug", 300))

        assert set(stars) == {1, 2, 3, 4, 5}
        assert stars[5] > 150 > stars[1] + stars[2] + stars[3]

    def test_does_not_repeat_itself_much(self) -> None:
        texts = Counter(review.text for review in crowd("mug", 300))

        assert max(texts.values()) <= 8
