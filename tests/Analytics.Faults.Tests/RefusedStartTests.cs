using System.Net;
using System.Net.Sockets;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>A start that can't succeed says why and what to do, in a line and without a stack trace.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var server = AnalyticsProcess.Launch("serve", "--data", _server.DataPath, "--urls", $"http://{taken.LocalEndpoint}");

        await AssertRefusedAsync(server, $"http://{taken.LocalEndpoint}", "already in use", "--urls");
    }

    [Fact]
    public async Task Too_few_descriptors_are_said_before_anything_fails_for_want_of_them()
    {
        _server.Wrapper = ["sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"];

        await AssertRefusedAsync(_server.Launch(), "may have 200 files open", "ulimit -n");
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_opened_is_not_taken_for_one_in_use()
    {
        System.IO.File.CreateSymbolicLink(_server.File("analytics.lock"), _server.File("analytics.lock"));

        await AssertRefusedAsync(_server.Launch(), _server.DataPath, "cannot be written", "--data");
        Assert.DoesNotContain("in use", _server.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_places_that_is_none_is_named_with_its_setting()
    {
        var file = _server.File("places.mmdb");
        Directory.CreateDirectory(_server.DataPath);
        await System.IO.File.WriteAllTextAsync(file, "country,city", Stop);
        using var server = AnalyticsProcess.Launch("serve", "--data", _server.DataPath, "--urls", "http://127.0.0.1:0", "--geo", file);

        await AssertRefusedAsync(server, "Analytics:Web:GeoDatabase", file, "MaxMind");
    }

    private static async Task AssertRefusedAsync(AnalyticsProcess process, params string[] words)
    {
        Assert.Equal(1, await process.WaitForExitAsync(Stop));
        Assert.All(words, word => Assert.Contains(word, process.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }
}
