using System.Text;
using Analytics.Core.Hashing;

namespace Analytics.Core.Tests.Hashing;

public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999UL)]
    [InlineData("a", 0xD24EC4F1A98C6E5BUL)]
    [InlineData("as", 0x1C330FB2D66BE179UL)]
    [InlineData("asd", 0x631C37CE72A97393UL)]
    [InlineData("asdf", 0x415872F599CEA71EUL)]
    [InlineData("abc", 0x44BC2CF5AD770999UL)]
    [InlineData("Call me Ishmael. Some years ago--never mind how long precisely-", 0x02A2E85470D6FD96UL)]
    public void It_gives_the_published_values(string text, ulong expected) =>
        Assert.Equal(expected, XxHash64.Hash(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_seed_changes_the_hash() => Assert.NotEqual(XxHash64.Hash("abc"u8), XxHash64.Hash("abc"u8, 1));
}
