using System.Net;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests.Bodies;

/// <summary>Bodies that are announced, begun or endless, from anybody, against a process with little memory.</summary>
public sealed class BodyFloodTests : IDisposable
{
    private const string Site = "flooded.example";
    private const int Bodies = 1_000;
    private const int BatchBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RealServer _server = new();
    private readonly List<RawRequest> _requests = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _requests.ForEach(request => request.Dispose());
        _server.Dispose();
    }

    [Fact]
    public async Task A_thousand_announced_bodies_take_no_memory_before_they_arrive()
    {
        await StartAsync();
        for (var i = 0; i < Bodies; i++)
        {
            _requests.Add(await BeginAsync($"Content-Length: {BatchBytes}"));
            await _requests[i].WriteAsync("["u8.ToArray(), Stop);
        }

        await AssertAnswersOthersAsync();
        Assert.InRange(_server.PeakResidentBytes(), 1, 400L << 20);
    }

    [Fact]
    public async Task Large_bodies_are_refused_before_they_take_all_memory_and_small_ones_go_on()
    {
        await StartAsync();
        await FloodWithLargeBodiesAsync();
        await FloodWithLargeBodiesAsync();
        Assert.InRange(_server.PeakResidentBytes(), 1, 400L << 20);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_one_quiet_413()
    {
        await StartAsync();
        var chunk = new byte[64 * 1024];
        for (var i = 0; i < 20; i++)
        {
            using var request = await BeginAsync("Transfer-Encoding: chunked");
            await SendAsync(request, chunk, 80);
            Assert.Equal(413, await request.ReadStatusAsync(Stop));
        }

        await AssertAnswersOthersAsync();
        await _server.StopAsync(Stop);
        Assert.DoesNotContain("xception", _server.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", _server.Process.Output, StringComparison.Ordinal);
    }

    private static async Task SendAsync(RawRequest request, byte[] chunk, int times = 1)
    {
        try
        {
            for (var i = 0; i < times; i++)
            {
                await request.WriteChunkAsync(chunk, Stop);
            }
        }
        catch (IOException)
        {
            // The server has answered and reads no more.
            return;
        }
    }

    private async Task FloodWithLargeBodiesAsync()
    {
        var half = new byte[BatchBytes / 2];
        Array.Fill(half, (byte)' ');
        for (var i = 0; i < 200; i++)
        {
            _requests.Add(await BeginAsync("Transfer-Encoding: chunked"));
        }

        // Those that are refused answer before they have read all of it, and may close the connection meanwhile.
        await Task.WhenAll(_requests.Select(request => SendAsync(request, half)));
        await AssertAnswersOthersAsync();
        Assert.True(await IsAnyAnsweredAsync(503), "No body was refused.");
        _requests.ForEach(request => request.Dispose());
        _requests.Clear();
        Assert.Equal(
            HttpStatusCode.Accepted,
            await RealServer.AskUntilAsync(SendLargeAsync, status => status == HttpStatusCode.Accepted, Stop)
        );
    }

    private async Task StartAsync()
    {
        _server.Environment["DOTNET_GCHeapHardLimit"] = "20000000";
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
    }

    private Task<RawRequest> BeginAsync(string header) =>
        RawRequest.BeginAsync(_server.Url, "POST /api/events HTTP/1.1", Stop, "Content-Type: application/json", header);

    private async Task AssertAnswersOthersAsync()
    {
        Assert.False(_server.Process.HasExited, _server.Process.Output);
        Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync(Site, "/", Stop));
    }

    private Task<HttpStatusCode> SendLargeAsync() =>
        _server.SendBatchAsync(Enumerable.Range(0, 2_500).Select(i => RealServer.Pageview(Site, $"/{i}/{new string('x', 50)}")), Stop);

    /// <summary>Waits, at most a minute, until a request is answered with a status; the others wait for the rest of their body.</summary>
    private async Task<bool> IsAnyAnsweredAsync(int status)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        enough.CancelAfter(Patience);
        var isAnswered = false;
        await Task.WhenAll(
            _requests.Select(async request =>
            {
                try
                {
                    if (await request.ReadStatusAsync(enough.Token) == status)
                    {
                        isAnswered = true;
                        await enough.CancelAsync();
                    }
                }
                catch (OperationCanceledException)
                {
                    // It was not answered before another one was.
                    return;
                }
            })
        );
        return isAnswered;
    }
}
