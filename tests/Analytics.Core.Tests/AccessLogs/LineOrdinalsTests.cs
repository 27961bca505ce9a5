using Analytics.Core.AccessLogs;
using Analytics.Core.Hashing;

namespace Analytics.Core.Tests.AccessLogs;

public sealed class LineOrdinalsTests
{
    [Fact]
    public void Equal_lines_are_numbered_however_far_apart_they_are()
    {
        var ordinals = new LineOrdinals();
        Assert.Equal(0, ordinals.Next(Hash(-1)));
        for (var i = 0; i < 300_000; i++)
        {
            Assert.Equal(0, ordinals.Next(Hash(i)));
        }

        Assert.Equal(1, ordinals.Next(Hash(-1)));
        Assert.False(ordinals.HasForgotten);
    }

    [Fact]
    public void Lines_are_numbered_as_by_a_dictionary()
    {
        var random = new Random(3);
        var (ordinals, counts) = (new LineOrdinals(), new Dictionary<ulong, int>());
        for (var i = 0; i < 200_000; i++)
        {
            // Hashes that share their first slot, and the one that is all zeros, too.
            var hash = random.Next(3) == 0 ? (ulong)random.Next(2_000) : Hash(random.Next(40_000));
            Assert.Equal(counts.GetValueOrDefault(hash), ordinals.Next(hash));
            counts[hash] = counts.GetValueOrDefault(hash) + 1;
        }
    }

    [Fact]
    public void Within_the_lines_that_are_remembered_nothing_is_forgotten_and_beyond_them_it_is_said()
    {
        var ordinals = new LineOrdinals(remembered: 100);
        Assert.Equal(0, ordinals.Next(Hash(-1)));
        for (var i = 0; i < 100; i++)
        {
            ordinals.Next(Hash(i));
        }

        Assert.Equal(1, ordinals.Next(Hash(-1)));
        Assert.False(ordinals.HasForgotten);
        for (var i = 100; i < 300; i++)
        {
            ordinals.Next(Hash(i));
        }

        Assert.True(ordinals.HasForgotten);
    }

    private static ulong Hash(int line) => XxHash64.Hash(BitConverter.GetBytes(line));
}
