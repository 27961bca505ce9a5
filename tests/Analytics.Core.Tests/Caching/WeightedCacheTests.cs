using Analytics.Core.Caching;

namespace Analytics.Core.Tests.Caching;

public sealed class WeightedCacheTests
{
    // A key of one character weighs 2 bytes.
    private const int KeyWeight = 2;

    [Fact]
    public void Values_up_to_the_limit_stay()
    {
        var cache = new WeightedCache<string>(maxWeight: 30);

        Add(cache, "abc", weight: 10);

        Assert.Equal("abc", Kept(cache, "abc"));
    }

    [Fact]
    public void One_byte_more_evicts_the_value_that_was_not_used_for_longest_and_no_other()
    {
        var cache = new WeightedCache<string>(maxWeight: 30);
        Add(cache, "abc", weight: 10);
        Assert.True(cache.TryGet("a", out _));
        Assert.True(cache.Has("b"));

        cache.Replace("d", "d", 1);

        Assert.Equal("acd", Kept(cache, "abcd"));
    }

    [Fact]
    public void A_value_that_replaces_another_frees_its_weight()
    {
        var cache = new WeightedCache<string>(maxWeight: 30);
        Add(cache, "abc", weight: 10);

        for (var round = 0; round < 100; round++)
        {
            cache.Replace("a", "A", 10 - KeyWeight);
        }

        Assert.Equal("abc", Kept(cache, "abc"));
        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal("A", value);
    }

    [Fact]
    public void The_largest_value_takes_half_and_a_larger_one_removes_its_predecessor_alone()
    {
        var cache = new WeightedCache<string>(maxWeight: 30);
        Add(cache, "ab", weight: 15);
        Assert.Equal("ab", Kept(cache, "ab"));

        cache.Replace("a", "a", 16 - KeyWeight);

        Assert.Equal("b", Kept(cache, "ab"));
    }

    [Fact]
    public void A_value_above_the_limit_of_all_is_kept_beside_the_others_if_its_own_limit_allows_it()
    {
        var cache = new WeightedCache<string>(maxWeight: 30, maxValueWeight: 100);
        Add(cache, "abc", weight: 10);

        cache.Replace("L", "L", 100 - KeyWeight);
        Assert.Equal("abcL", Kept(cache, "abcL"));

        // Neither the use of small ones nor new ones displace it.
        Add(cache, "def", weight: 10);
        Assert.Equal("defL", Kept(cache, "abcdefL"));

        cache.Replace("M", "M", 31 - KeyWeight);
        Assert.Equal("defM", Kept(cache, "defLM"));

        // As a value like others it is counted again.
        cache.Replace("M", "m", 10 - KeyWeight);
        Assert.Equal("efM", Kept(cache, "defM"));
        cache.Replace("N", "N", 101 - KeyWeight);
        cache.Remove("M");
        cache.Replace("g", "g", 10 - KeyWeight);
        Assert.Equal("efg", Kept(cache, "efgMN"));
    }

    [Fact]
    public void In_any_order_of_use_the_kept_values_are_the_last_used_that_fit()
    {
        var random = new Random(11);
        for (var round = 0; round < RandomSeeds.Count(200); round++)
        {
            var cache = new WeightedCache<string>(maxWeight: 40, maxValueWeight: 40);
            var lastUsed = new List<(string Key, int Weight)>();
            for (var step = 0; step < 60; step++)
            {
                var key = ((char)('a' + random.Next(8))).ToString();
                var known = lastUsed.FindIndex(entry => entry.Key == key);
                if (random.Next(2) == 0)
                {
                    Assert.Equal(known >= 0, cache.TryGet(key, out _));
                    if (known >= 0)
                    {
                        Use(lastUsed, known, lastUsed[known].Weight);
                    }
                }
                else
                {
                    var weight = random.Next(KeyWeight, 41);
                    cache.Replace(key, key, weight - KeyWeight);
                    Use(lastUsed, known, weight, key);
                    while (lastUsed.Sum(entry => entry.Weight) > 40)
                    {
                        lastUsed.RemoveAt(lastUsed.Count - 1);
                    }
                }

                Assert.Equal(string.Concat(lastUsed.Select(entry => entry.Key).Order()), Kept(cache, "abcdefgh"));
            }
        }
    }

    private static void Use(List<(string Key, int Weight)> lastUsed, int known, int weight, string? key = null)
    {
        key ??= lastUsed[known].Key;
        if (known >= 0)
        {
            lastUsed.RemoveAt(known);
        }

        lastUsed.Insert(0, (key, weight));
    }

    private static void Add(WeightedCache<string> cache, string keys, int weight)
    {
        foreach (var key in keys.Select(letter => letter.ToString()))
        {
            cache.Replace(key, key, weight - KeyWeight);
        }
    }

    private static string Kept(WeightedCache<string> cache, string keys) =>
        string.Concat(keys.Select(letter => letter.ToString()).Where(cache.Has));
}
