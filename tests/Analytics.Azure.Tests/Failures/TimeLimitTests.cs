using System.Text.Json;
using Analytics.Azure.Failures;

namespace Analytics.Azure.Tests.Failures;

public sealed class TimeLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Work_that_takes_too_long_is_broken_off_and_that_is_an_error()
    {
        var limited = TimeLimit.RunAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, _time, token), _time, CancellationToken.None);
        _time.Advance(TimeLimit.Length - TimeSpan.FromSeconds(1));
        Assert.False(limited.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => limited);
        Assert.Contains("the next run goes on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_is_a_stop()
    {
        using var stop = new CancellationTokenSource();
        var limited = TimeLimit.RunAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, _time, token), _time, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => limited);
    }

    [Fact]
    public void The_function_is_not_timed_out_before_and_may_run_as_long_on_every_plan()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var timeout = TimeSpan.Parse(
            host.RootElement.GetProperty("functionTimeout").GetString()!,
            System.Globalization.CultureInfo.InvariantCulture
        );

        Assert.InRange(timeout, TimeLimit.Length + TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
    }
}
