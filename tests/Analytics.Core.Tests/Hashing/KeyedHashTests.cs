using System.Numerics;
using System.Text.RegularExpressions;
using Analytics.Core.Agents;
using Analytics.Core.Caching;
using Analytics.Core.Hashing;

namespace Analytics.Core.Tests.Hashing;

/// <summary>Tables in memory whose keys clients choose: whoever can compute collisions gains nothing.</summary>
public sealed class KeyedHashTests
{
    [Fact]
    public void It_is_SipHash_1_3()
    {
        var random = new Random(3);
        for (var length = 0; length < 200; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            var (key0, key1) = ((ulong)random.NextInt64(), (ulong)random.NextInt64());

            Assert.Equal(Naive(data, key0, key1, 1, 3), KeyedHash.Hash(data, key0, key1));
            Assert.Equal(
                Naive(data, key0, key1, 2, 4),
                SipHash.Hash([.. BitConverter.GetBytes(key0), .. BitConverter.GetBytes(key1)], data)
            );
        }
    }

    [Fact]
    public void Chosen_keys_collide_under_xxHash_and_not_here()
    {
        var keys = CollidingKeys.OfSeedZero(1_000);

        Assert.Single(keys.Select(key => XxHash64.Hash(key)).Distinct());
        Assert.Equal(1_000, keys.Select(key => KeyedHash.Hash(key)).Distinct().Count());
    }

    [Fact]
    public void A_seed_does_not_help_xxHash_and_the_caches_do_not_rely_on_one()
    {
        var (first, second) = CollidingKeys.OfEverySeed(7, 11);
        var comparer = new ByteKeyComparer();

        Assert.All(
            Enumerable.Range(0, 100),
            i => Assert.Equal(XxHash64.Hash(first, (ulong)i * Prime), XxHash64.Hash(second, (ulong)i * Prime))
        );
        Assert.NotEqual(first, second);
        Assert.NotEqual(comparer.GetHashCode(first), comparer.GetHashCode(second));
    }

    [Fact]
    public void Chosen_user_agents_do_not_push_each_other_out()
    {
        var catalog = new AgentCatalog();
        var keys = CollidingKeys.OfSeedZero(100);
        var agents = keys.Select(key => catalog.Find(key)).ToList();

        Assert.Equal(agents, keys.Select(key => catalog.Find(key)), ReferenceEqualityComparer.Instance);
    }

    [Theory]
    [InlineData("Agents")]
    [InlineData("Caching")]
    [InlineData("Text")]
    public void No_table_of_client_texts_uses_a_hash_without_a_key(string folder)
    {
        var found = Directory
            .EnumerateFiles(Repository.File($"functions/Analytics.Core/{folder}"), "*.cs")
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bXxHash64\.Hash\b|\bXxHash3\b|\bnew HashCode\b"));

        Assert.Empty(found);
    }

    private const ulong Prime = 0x9E3779B97F4A7C15UL;

    /// <summary>SipHash-c-d from its paper: one byte after the other, no overlapping reads.</summary>
    private static ulong Naive(byte[] data, ulong key0, ulong key1, int c, int d)
    {
        ulong[] v = [key0 ^ 0x736f6d6570736575UL, key1 ^ 0x646f72616e646f6dUL, key0 ^ 0x6c7967656e657261UL, key1 ^ 0x7465646279746573UL];
        byte[] padded = [.. data, .. new byte[7 - (data.Length % 8)], (byte)data.Length];
        for (var at = 0; at < padded.Length; at += 8)
        {
            var word = BitConverter.ToUInt64(padded, at);
            v[3] ^= word;
            Rounds(v, c);
            v[0] ^= word;
        }

        v[2] ^= 0xff;
        Rounds(v, d);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Rounds(ulong[] v, int count)
    {
        for (var i = 0; i < count; i++)
        {
            v[0] += v[1];
            v[2] += v[3];
            v[1] = BitOperations.RotateLeft(v[1], 13);
            v[3] = BitOperations.RotateLeft(v[3], 16);
            v[1] ^= v[0];
            v[3] ^= v[2];
            v[0] = BitOperations.RotateLeft(v[0], 32);
            v[2] += v[1];
            v[0] += v[3];
            v[1] = BitOperations.RotateLeft(v[1], 17);
            v[3] = BitOperations.RotateLeft(v[3], 21);
            v[1] ^= v[2];
            v[3] ^= v[0];
            v[2] = BitOperations.RotateLeft(v[2], 32);
        }
    }
}
