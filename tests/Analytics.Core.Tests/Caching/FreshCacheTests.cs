using System.Text;
using Analytics.Core.Caching;

namespace Analytics.Core.Tests.Caching;

public sealed class FreshCacheTests
{
    private const int Capacity = 1_000;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly FreshCache<string> _cache;

    public FreshCacheTests() => _cache = new FreshCache<string>(_time, Freshness, Capacity);

    [Fact]
    public void One_key_too_many_pushes_out_one_and_not_all()
    {
        Store(0, Capacity + 1);

        Assert.Equal(Capacity, Enumerable.Range(0, Capacity + 1).Count(i => _cache.TryGet(Key(i), out _)));
    }

    [Fact]
    public void A_flood_of_keys_leaves_those_in_use()
    {
        Store(0, Capacity / 2);
        for (var flooded = Capacity; flooded < 20 * Capacity; flooded += 100)
        {
            Use(0, Capacity / 2);
            Store(flooded, 100);
        }

        Assert.All(Enumerable.Range(0, Capacity / 2), i => Assert.True(_cache.TryGet(Key(i), out var value) && value == $"{i}"));
    }

    [Fact]
    public void What_was_known_stays_known_when_it_is_old_and_the_cache_is_full()
    {
        Store(0, Capacity);
        _time.Advance(Freshness);

        Assert.False(_cache.TryGet(Key(0), out _));
        Use(0, Capacity);
        Store(Capacity, 10);
        Assert.Equal(Capacity - 10, Enumerable.Range(0, Capacity).Count(i => _cache.FindOld(Key(i)) == $"{i}"));
    }

    [Fact]
    public void Absences_push_out_absences_alone_and_a_few_at_a_time()
    {
        Store(0, Capacity);
        for (var i = 0; i < 5 * Capacity; i++)
        {
            Assert.True(_cache.TryStore(Key(10_000 + i), null, _cache.Version));
        }

        Assert.Equal(Capacity, Enumerable.Range(0, Capacity).Count(i => _cache.TryGet(Key(i), out _)));
        Assert.Equal(Capacity / 10, Enumerable.Range(10_000, 5 * Capacity).Count(i => _cache.TryGet(Key(i), out _)));
    }

    [Fact]
    public void Forgotten_and_stored_keys_keep_the_bound_in_any_order()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var key = random.Next(3 * Capacity);
            switch (random.Next(4))
            {
                case 0:
                    _cache.Invalidate(Key(key));
                    Assert.False(_cache.TryGet(Key(key), out _));
                    break;
                case 1:
                    Assert.True(!_cache.TryGet(Key(key), out var value) || value == $"{key}");
                    break;
                default:
                    Store(key, 1);
                    Assert.True(_cache.TryGet(Key(key), out _));
                    break;
            }
        }

        Assert.InRange(Enumerable.Range(0, 3 * Capacity).Count(i => _cache.TryGet(Key(i), out _)), 1, Capacity);
    }

    private void Store(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            Assert.True(_cache.TryStore(Key(i), $"{i}", _cache.Version));
        }
    }

    private void Use(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            _cache.FindOld(Key(i));
        }
    }

    private static byte[] Key(int number) => Encoding.UTF8.GetBytes($"key {number}");
}
