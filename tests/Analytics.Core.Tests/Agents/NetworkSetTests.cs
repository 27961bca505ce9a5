using System.Net;
using System.Text;
using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Agents;

public sealed class NetworkSetTests
{
    [Theory]
    [InlineData("192.0.2.0", true)]
    [InlineData("192.0.2.255", true)]
    [InlineData("192.0.3.0", false)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("198.51.100.7", true)]
    [InlineData("198.51.100.8", false)]
    [InlineData("2001:db8:ffff::1", true)]
    [InlineData("2001:db9::", false)]
    [InlineData("10.9.8.7", true)]
    [InlineData("", false)]
    [InlineData("nowhere", false)]
    public void An_address_is_in_a_network_from_its_first_to_its_last(string address, bool expected)
    {
        var networks = NetworkSet.Parse(
            "# made up\n192.0.2.0/24,provider\r\n\n198.51.100.7\n2001:db8::/32 # documentation\n10.1.2.3/8; base with bits\n"
        );

        Assert.Equal(expected, networks.Contains(Encoding.UTF8.GetBytes(address)));
    }

    [Theory]
    [InlineData("192.0.2.0/24\nhere", "line 2")]
    [InlineData("192.0.2.0/33", "line 1")]
    [InlineData("2001:db8::/129", "line 1")]
    [InlineData("192.0.2.0/-1", "line 1")]
    [InlineData("/8", "line 1")]
    public void A_line_that_is_no_network_is_named(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => NetworkSet.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_and_nothing_are_sets_too()
    {
        Assert.True(NetworkSet.Parse("::/0").Contains("255.255.255.255"u8));
        Assert.True(NetworkSet.Parse("0.0.0.0/0").Contains("1.2.3.4"u8));
        Assert.False(NetworkSet.Parse("0.0.0.0/0").Contains("2001:db8::1"u8));
        Assert.False(NetworkSet.Parse("").Contains("1.2.3.4"u8));
        Assert.Equal(1, NetworkSet.Parse("10.0.0.0/8\n10.1.0.0/16\n10.0.0.0/9").Count);
    }

    [Fact]
    public void Whatever_the_networks_an_address_is_in_the_set_if_it_is_in_one_of_them()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var networks = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Network(random)).ToList();
            var set = NetworkSet.Parse(string.Join('\n', networks));
            for (var i = 0; i < 200; i++)
            {
                var address = new IPAddress([10, (byte)random.Next(3), (byte)random.Next(4), (byte)random.Next(256)]);
                Assert.Equal(
                    networks.Exists(network => network.Contains(address)),
                    set.Contains(Encoding.UTF8.GetBytes(address.ToString()))
                );
            }
        }
    }

    private static IPNetwork Network(Random random)
    {
        var length = random.Next(14, 33);
        var number =
            (10u << 24 | (uint)random.Next(3) << 16 | (uint)random.Next(4) << 8 | (uint)random.Next(256))
            & (uint)(0xFFFFFFFFUL << (32 - length));
        return new(new IPAddress([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]), length);
    }
}
