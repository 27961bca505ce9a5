using Analytics.Core.Hashing;

namespace Analytics.Core.Tests.Hashing;

public sealed class SipHashTests
{
    /// <summary>From the reference implementation: key 00…0f, inputs the first n of 00, 01, 02, …</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(1, 0x74f839c593dc67fdUL)]
    [InlineData(2, 0x0d6c8009d9a94f5aUL)]
    [InlineData(3, 0x85676696d7fb7e2dUL)]
    [InlineData(4, 0xcf2794e0277187b7UL)]
    [InlineData(5, 0x18765564cd99a68dUL)]
    [InlineData(6, 0xcbc9466e58fee3ceUL)]
    [InlineData(7, 0xab0200f58b01d137UL)]
    [InlineData(8, 0x93f5f5799a932462UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void It_gives_the_papers_values(int length, ulong expected) =>
        Assert.Equal(expected, SipHash.Hash(Ascending(16), Ascending(length)));

    [Fact]
    public void A_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => SipHash.Hash(new byte[15], []));

    private static byte[] Ascending(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];
}
