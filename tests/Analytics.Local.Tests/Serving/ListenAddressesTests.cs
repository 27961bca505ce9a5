using Analytics.Local.Serving;
using Microsoft.Extensions.Configuration;

namespace Analytics.Local.Tests.Serving;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:0;https://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://127.0.0.1:0/")]
    [InlineData("http://unix:/tmp/analytics.socket")]
    public void Addresses_of_this_machine_are_taken(string urls)
    {
        Assert.Equal(urls.Split(';'), ListenAddresses.Parse(urls));
    }

    // The web server listens at these instead.
    [Fact]
    public void Addresses_of_the_web_servers_own_settings_are_checked_too()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Kestrel:Endpoints:Own:Url", "http://127.0.0.256:0")])
            .Build();

        var error = Assert.Throws<InvalidDataException>(() => ListenAddresses.Check(settings));

        Assert.StartsWith(
            "Kestrel:Endpoints:Own:Url is 'http://127.0.0.256:0', of which 'http://127.0.0.256:0' names no address to listen at",
            error.Message,
            StringComparison.Ordinal
        );
    }
}
