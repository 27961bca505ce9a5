using System.Net;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Tests.Access;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1")]
    [InlineData("10.0.0.1", "198.51.100.1:51234", "198.51.100.1")]
    [InlineData("10.0.0.1", "[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("10.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("10.0.0.1", "unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1, garbage, 10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.1", "10.0.0.9", "10.0.0.9")]
    [InlineData("fd00::1", "198.51.100.1", "198.51.100.1")]
    public void The_nearest_address_that_is_no_configured_proxy_is_the_client(string peer, string? forwarded, string expected)
    {
        var addresses = Addresses("10.0.0.0/8", "fd00::/8");

        Assert.Equal(IPAddress.Parse(expected), addresses.Of(Context(peer, forwarded)));
    }

    [Fact]
    public void Without_configured_proxies_no_header_is_believed()
    {
        var context = Context("10.0.0.1", "198.51.100.1");

        Assert.Equal(IPAddress.Parse("10.0.0.1"), Addresses().Of(context));
        Assert.False(Addresses().IsBehindProxy(context));
    }

    [Theory]
    [InlineData("10.0.0.1", "192.0.2.44", "192.0.2.44")]
    [InlineData("10.0.0.1", "garbage", "198.51.100.1")]
    [InlineData("203.0.113.9", "192.0.2.44", "203.0.113.9")]
    public void A_configured_address_header_is_believed_behind_a_proxy_only(string peer, string stated, string expected)
    {
        var options = new WebOptions { ClientAddressHeader = "X-Azure-SocketIP" };
        options.TrustedProxies.Add("10.0.0.0/8");
        var context = Context(peer, "198.51.100.1");
        context.Request.Headers["X-Azure-SocketIP"] = stated;

        Assert.Equal(IPAddress.Parse(expected), new ClientAddress(Options.Create(options)).Of(context));
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData(null, "an unknown address")]
    public void A_log_has_no_more_of_an_address_than_its_providers_network(string? address, string expected) =>
        Assert.Equal(expected, ClientAddress.ProviderNetworkOf(address is null ? null : IPAddress.Parse(address)));

    private static ClientAddress Addresses(params string[] proxies)
    {
        var options = new WebOptions();
        foreach (var proxy in proxies)
        {
            options.TrustedProxies.Add(proxy);
        }

        return new ClientAddress(Options.Create(options));
    }

    private static DefaultHttpContext Context(string peer, string? forwarded)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        return context;
    }
}
