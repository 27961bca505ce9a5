using Analytics.Core.Archives;

namespace Analytics.Core.Tests.Archives;

public sealed class CaptureNameTests
{
    [Theory]
    [InlineData("analytics/events/31/2026/08/30/09/05/07.avro")]
    [InlineData("analytics/events/31/2026/08/30/09/05/07")]
    public void A_name_tells_partition_and_time(string name)
    {
        Assert.True(CaptureName.TryParse(name, out var captured));
        Assert.Equal(new CaptureName(31, new(2026, 8, 30, 9, 5, 7, TimeSpan.Zero)), captured);
        Assert.StartsWith(CaptureName.Prefix("analytics", "events", 31), name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("analytics/events/31/2026/08/30/09/05")]
    [InlineData("a/analytics/events/31/2026/08/30/09/05/07")]
    [InlineData("analytics/events/x/2026/08/30/09/05/07")]
    [InlineData("analytics/events/31/2026/02/30/09/05/07")]
    [InlineData("analytics/events/31/2026/13/30/09/05/07")]
    [InlineData("analytics/events/31/2026/08/30/24/05/07")]
    public void Other_names_are_told_apart(string name) => Assert.False(CaptureName.TryParse(name, out _));
}
