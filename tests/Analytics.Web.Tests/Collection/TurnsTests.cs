using System.IO.Compression;
using System.Net;
using System.Text;
using Analytics.Core.Collection;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Collection;

/// <summary>While all turns are taken by others.</summary>
public sealed class TurnsTests : IAsyncLifetime
{
    private const string Event = """{"domain":"example.com","name":"pageview","url":"https://example.com/"}""";
    private readonly List<ReadingTurns.Turn> _taken = [];
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
        var turns = _host.Services.GetRequiredService<ReadingTurns>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            _taken.Add(await turns.EnterAsync(ReadingTurns.SmallBytes + 1, mayRefuse: true, TestContext.Current.CancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Leave();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_compressed_body_waits_however_small_it_is()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($"[{Event}]"));
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        var compressed = _host.SendAsync(HttpMethod.Post, "/api/events", content);

        // By the time both are answered, the one before has long been at its turn.
        using var small = await _host.PostAsync("/api/event", Event);
        using var batch = await _host.PostAsync("/api/events", $"[{Event},{Event}]");
        Assert.Equal(HttpStatusCode.Accepted, small.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, batch.StatusCode);
        Assert.False(compressed.IsCompleted);

        Leave();
        using var answer = await compressed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_one_too_many_is_503_with_the_time_to_send_it_again()
    {
        var large = $"[{string.Join(',', Enumerable.Repeat(Event, 200))}]";
        var waiting = Enumerable
            .Range(0, (Environment.ProcessorCount * 64) + 1)
            .Select(_ => _host.PostAsync("/api/events", large))
            .ToList();

        // All but one wait for a turn.
        using var refused = await await Task.WhenAny(waiting);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("Send this one again after 1 s", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Leave();
        foreach (var answer in await Task.WhenAll(waiting))
        {
            answer.Dispose();
        }
    }

    private void Leave()
    {
        _taken.ForEach(static turn => turn.Dispose());
        _taken.Clear();
    }
}
