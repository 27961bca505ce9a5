using System.Net;
using System.Security.Cryptography;
using System.Text;
using Analytics.Web.Access;
using Analytics.Web.Sharing;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Sharing;

public sealed class PasswordTurnsTests
{
    // Ends a test whose turn never comes.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly PasswordTurns _turns;

    public PasswordTurnsTests() => _turns = new(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_password_of_a_link_is_checked_each_second_and_whoever_sent_fewest_wrong_ones_is_next()
    {
        Assert.True(await WaitAsync("link", 9));
        var (guesser, another, reader) = (WaitAsync("link", 7), WaitAsync("link", 7), WaitAsync("link", 0));
        Assert.True(await WaitAsync("other link", 9));
        Assert.False(guesser.IsCompleted || another.IsCompleted || reader.IsCompleted);

        await AdvanceAsync();
        Assert.True(await reader);
        Assert.False(guesser.IsCompleted || another.IsCompleted);

        await AdvanceAsync();
        Assert.True(await guesser);
        Assert.False(another.IsCompleted);
    }

    [Fact]
    public async Task Whoever_sent_fewer_wrong_ones_takes_the_place_of_another_when_all_are_taken()
    {
        Assert.True(await WaitAsync("link", 9));
        var guessers = Enumerable.Range(0, PasswordTurns.MaxWaiting).Select(_ => WaitAsync("link", 5)).ToList();

        Assert.False(await WaitAsync("link", 5));
        var reader = WaitAsync("link", 4);
        Assert.False(await await Task.WhenAny(guessers));
        await AdvanceAsync();
        Assert.True(await reader);
    }

    [Fact]
    public async Task Whoever_leaves_gives_the_place_up()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Assert.True(await WaitAsync("link", 0));
        var left = _turns.WaitAsync("link", 0, stop.Token).AsTask();
        var next = WaitAsync("link", 1);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await AdvanceAsync();
        Assert.True(await next);
    }

    [Fact]
    public async Task Wrong_passwords_of_strangers_shut_nobody_out()
    {
        await using var host = await ApiHost.StartAsync(
            new Dictionary<string, string?> { ["Analytics:Web:TrustedProxies:0"] = "127.0.0.0/8" }
        );
        await host.AddSiteAsync("example.com");
        using var made = await host.PostAsync(
            "/api/v1/sites/example.com/shared-links",
            """{"name":"a","password":"a long password"}""",
            ApiHost.AdminKey
        );
        var token = (await ApiHost.JsonAsync(made)).GetProperty("token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await TryAsync("192.0.2.1", "a long password"));

        // As many wrong ones as all addresses together may send in an hour.
        var limit = host.Services.GetRequiredService<RequestLimits>().LinkPasswordsOfAll;
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        while (limit.TryAcquire(id, out _)) { }

        // The next one of a stranger has a turn at once, and those after it wait; a known address does not.
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync("192.0.2.7", "another password"));
        var (stranger, reader) = (TryAsync("192.0.2.7", "another password"), TryAsync("192.0.2.2", "a long password"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync("192.0.2.1", "a long password"));
        Assert.False(stranger.IsCompleted || reader.IsCompleted);
        for (var turns = 0; turns < 10 && !reader.IsCompleted; turns++)
        {
            host.Time.Advance(PasswordTurns.Interval);
            await Task.WhenAny(reader, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token));
        }

        Assert.Equal(HttpStatusCode.OK, await reader);

        async Task<HttpStatusCode> TryAsync(string address, string password)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
            {
                Content = ApiHost.Text($$"""{"link":"{{token}}","password":"{{password}}"}""", "application/json"),
            };
            request.Headers.Add("X-Forwarded-For", address);
            using var response = await host.Client.SendAsync(request, Token);
            return response.StatusCode;
        }
    }

    private Task<bool> WaitAsync(string link, int wrong) => _turns.WaitAsync(link, wrong, Token).AsTask().WaitAsync(Longest, Token);

    /// <summary>Moves the clock by an interval, once every line waits for it.</summary>
    private async Task AdvanceAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (_time.PendingTimers == 0 && TimeProvider.System.GetElapsedTime(began) < Longest)
        {
            await Task.Yield();
        }

        _time.Advance(PasswordTurns.Interval);
    }
}
