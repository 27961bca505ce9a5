using Analytics.Core.Keys;

namespace Analytics.Core.Tests.Keys;

public sealed class SlidingWindowLimitTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_released_request_leaves_room_for_one_and_never_for_more_than_were_counted()
    {
        var limit = new SlidingWindowLimit(2, Hour, _time);
        limit.Release("key");
        Assert.True(limit.TryAcquire("key", out _));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(limit.TryAcquire("key", out _));
        limit.Release("key");
        Assert.True(limit.TryAcquire("key", out _));
        Assert.False(limit.TryAcquire("key", out _));

        limit.Release("key");
        limit.Release("key");
        limit.Release("key");
        Assert.True(limit.TryAcquire("key", out _));
        Assert.True(limit.TryAcquire("key", out _));
        Assert.False(limit.TryAcquire("key", out _));
    }

    [Fact]
    public void Requests_up_to_the_limit_are_allowed_and_the_next_waits_until_the_first_leaves_the_window()
    {
        var limit = new SlidingWindowLimit(600, Hour, _time);
        for (var i = 0; i < 600; i++)
        {
            Assert.True(limit.TryAcquire("key", out _));
        }

        Assert.False(limit.TryAcquire("key", out var wait));
        Assert.Equal(Hour, wait);

        _time.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.False(limit.TryAcquire("key", out var rest));
        Assert.Equal(TimeSpan.FromSeconds(1), rest);
        _time.Advance(rest);
        Assert.True(limit.TryAcquire("key", out _));
    }

    [Fact]
    public void A_refused_request_is_not_counted()
    {
        var limit = new SlidingWindowLimit(1, Hour, _time);
        Assert.True(limit.TryAcquire("key", out _));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            Assert.False(limit.TryAcquire("key", out _));
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(limit.TryAcquire("key", out _));
    }

    [Fact]
    public void Callers_do_not_share_a_window()
    {
        var limit = new SlidingWindowLimit(1, Hour, _time);

        Assert.True(limit.TryAcquire("a", out _));
        Assert.True(limit.TryAcquire("b", out _));
        Assert.False(limit.TryAcquire("a", out _));
    }

    [Fact]
    public void No_limit_allows_everything()
    {
        var limit = new SlidingWindowLimit(0, Hour, _time);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(limit.TryAcquire("key", out TimeSpan _)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_window_ever_holds_more_than_the_limit_and_a_wait_is_never_too_short(int seed)
    {
        var random = new Random(seed);
        var limit = new SlidingWindowLimit(20, Hour, _time);
        var allowed = new List<DateTimeOffset>();
        for (var i = 0; i < 5_000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.Next(0, 400)));
            if (limit.TryAcquire("key", out var wait))
            {
                allowed.Add(_time.Now);

                // A slice counts until it has left the window altogether, so the true window never holds more either.
                Assert.InRange(allowed.Count(at => at > _time.Now - (Hour - TimeSpan.FromMinutes(1))), 1, 20);
            }
            else
            {
                _time.Advance(wait);
                Assert.True(limit.TryAcquire("key", out _));
                allowed.Add(_time.Now);
            }
        }
    }

    [Fact]
    public void Quiet_callers_are_forgotten_when_there_are_many()
    {
        var limit = new SlidingWindowLimit(1, Hour, _time);
        for (var i = 0; i < 100_000; i++)
        {
            limit.TryAcquire($"caller {i}", out _);
        }

        _time.Advance(Hour);

        Assert.True(limit.TryAcquire("one more", out _));
        Assert.False(limit.TryAcquire("one more", out _));
    }
}
