using Analytics.Core.Collection;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Collection;

public sealed class PlaceholderTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("visit:country", "XX")]
    [InlineData("visit:country", "xx")]
    [InlineData("visit:country", "ZZ")]
    [InlineData("visit:country", "T1")]
    [InlineData("visit:country", "unknown")]
    [InlineData("visit:country", "(not set)")]
    [InlineData("visit:region", "XX-IDF")]
    [InlineData("visit:region", "-")]
    [InlineData("visit:region_name", "Unknown")]
    [InlineData("visit:city_name", "(Not Set)")]
    [InlineData("visit:city", "(none)")]
    [InlineData("visit:browser", "Unknown")]
    [InlineData("visit:browser_version", "(not set)")]
    [InlineData("visit:os", "-")]
    [InlineData("visit:device", "unknown")]
    [InlineData("visit:language", "(not set)")]
    [InlineData("visit:utm_source", "(not set)")]
    public async Task A_text_for_an_unknown_value_is_no_value(string dimension, string text)
    {
        await SendAsync(dimension, text);

        Assert.Empty(Assert.Single(_harness.Events).Overrides);
    }

    [Theory]
    [InlineData("visit:country", "EE")]
    [InlineData("visit:region", "DE-BE")]
    [InlineData("visit:city_name", "Unna")]
    [InlineData("visit:utm_source", "unknown")]
    [InlineData("visit:source", "-")]
    [InlineData("event:page", "(not set)")]
    public async Task Other_texts_are_kept(string dimension, string text)
    {
        await SendAsync(dimension, text);

        Assert.EndsWith(text, Assert.Single(Assert.Single(_harness.Events).Overrides).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_front_end_that_does_not_know_the_place_reports_none()
    {
        await _harness.One(
            """{"domain":"example.com","name":"pageview","url":"https://example.com/"}""",
            CollectionContext.Create(_harness.Clock.Now, "203.0.113.9", CollectorHarness.Chrome, "XX", "-", "Unknown")
        );

        var stored = Assert.Single(_harness.Events);
        Assert.Equal(("", "", ""), (stored.Text(EventField.Country), stored.Text(EventField.Region), stored.Text(EventField.City)));
    }

    private async Task SendAsync(string dimension, string text) =>
        await _harness.One(
            $$$"""{"domain":"example.com","name":"pageview","url":"https://example.com/","dimensions":{"{{{dimension}}}":"{{{text}}}"}}""",
            _harness.Context(isImport: true)
        );
}
