namespace Analytics.Local.Tests.Crashes;

[Collection(ProcessTests.Name)]
public sealed class SecondProcessTests : IDisposable
{
    private readonly ServedDirectory _served = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task A_second_server_on_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await _served.StartAsync(Stop);

        using var second = AnalyticsProcess.Launch("serve", "--data", _served.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, await second.WaitForExitAsync(Stop));

        var said = WithoutSpace(second.Output);
        Assert.Contains(
            WithoutSpace($"The data directory {_served.Path} is in use by process {_served.Server.Id}. Stop it first"),
            said,
            StringComparison.Ordinal
        );
        using var answer = await _served.Http.GetAsync(_served.Url + "/health/ready", Stop);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_directory_of_a_killed_server_is_free()
    {
        await _served.StartAsync(Stop);
        await _served.Server.KillAsync(Stop);

        await _served.StartAsync(Stop);
    }

    // The program breaks lines to fit a screen.
    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
