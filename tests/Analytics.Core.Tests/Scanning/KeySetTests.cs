using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>A set of keys agrees with the framework's, and takes less memory.</summary>
public sealed class KeySetTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(16_384)]
    [InlineData(100_000)]
    public void It_has_what_was_added(int count)
    {
        var random = new Random(count);
        var (expected, keys) = (new HashSet<ulong>(), new KeySet());
        for (var i = 0; i < count; i++)
        {
            // Some follow each other, some are like hashes, and half come again.
            var key = (ulong)random.Next(1, count) * (random.Next(2) == 0 ? 1UL : 0x9E37_79B9_7F4A_7C15UL);

            Assert.Equal(expected.Add(key), keys.Add(key));
        }

        Assert.Equal(expected.Count, keys.Count);
        Assert.All(expected, key => Assert.True(keys.Contains(key)));
        for (var i = 0; i < count; i++)
        {
            var key = (ulong)random.NextInt64(1, long.MaxValue);
            Assert.Equal(expected.Contains(key), keys.Contains(key));
        }

        Assert.InRange(keys.Weight / (double)expected.Count, 10, count < 100 ? 40 : 18);
    }
}
