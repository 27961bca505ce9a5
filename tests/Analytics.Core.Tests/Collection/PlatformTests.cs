using System.Text;
using Analytics.Core.Dimensions;

namespace Analytics.Core.Tests.Collection;

public sealed class PlatformTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(CollectorHarness.Chrome, "Web")]
    [InlineData("okhttp/4.12.0", "Android")]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 9; SM-G965U Build/PPR1.180610.011)", "Android")]
    [InlineData("MyShop/3.2 (iPhone; iOS 17.5; Scale/3.00)", "iOS")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Electron/39.8 Safari/537.36", "Desktop app")]
    [InlineData("python-requests/2.32.3", "Server")]
    public async Task The_kind_of_client_is_kept_with_the_event(string agent, string platform)
    {
        await _harness.One(
            """{"domain":"example.com","name":"pageview","url":"https://example.com/","visitor_id":"v"}""",
            _harness.Context(agent) with
            {
                Language = Encoding.UTF8.GetBytes("et"),
            }
        );

        Assert.Equal(
            [((int)VisitDimension.Platform, platform), ((int)VisitDimension.Language, "et")],
            Assert.Single(_harness.Events).Overrides
        );
    }
}
