using Analytics.Web.Bodies;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Bodies;

public sealed class SlowBodyTests
{
    [Fact]
    public async Task A_body_that_does_not_arrive_within_a_minute_is_408_and_holds_no_memory()
    {
        await using var host = await ApiHost.StartAsync();
        var memory = host.Services.GetRequiredService<BodyMemory>();
        using var request = await RawRequest.BeginAsync(
            host.Client.BaseAddress!.OriginalString.TrimEnd('/'),
            "POST /api/events HTTP/1.1",
            TestContext.Current.CancellationToken,
            "Content-Type: application/json",
            "Content-Length: 1000"
        );
        await request.WriteAsync("[{"u8.ToArray(), TestContext.Current.CancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var left = 500; left > 0 && memory.Bytes == 0; left--)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(1024, memory.Bytes);
        host.Time.Advance(RequestBody.Patience);

        Assert.Equal(408, await request.ReadStatusAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, memory.Bytes);
    }
}
