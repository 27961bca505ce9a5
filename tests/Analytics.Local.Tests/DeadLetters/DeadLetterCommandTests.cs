using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.DeadLetters;

public sealed class DeadLetterCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_set_aside_is_listed_shown_and_retried()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Contains("Nothing is set aside.", (await RunAsync(server, "deadletters", "list")).Output, StringComparison.Ordinal);
        await server.Services.GetRequiredService<IEventLog>().AppendAsync(1, "no message"u8.ToArray(), Stop);
        await server
            .Services.GetRequiredService<DeadLetterTable>()
            .SetAsideAsync(
                new(DeadLetterStage.Query, "a.example", null, "live|0001|x", new("InvalidDataException", "damaged"), new byte[] { 1 }),
                Stop
            );

        // An orderly stop aggregates everything, so nothing needs to be waited for.
        await server.RestartAsync();
        var list = (await RunAsync(server, "deadletters", "list")).Output;
        Assert.Matches(@"0001:0000000000000000001\s+aggregate\s+20.*10\s+InvalidDataException: Not an event message", list);
        Assert.Matches(@"query:\|a.example\|live\|0001\|x\s+query\s+a.example\s+20", list);
        Assert.DoesNotContain(
            "aggregate",
            (await RunAsync(server, "deadletters", "list", "--site", "a.example")).Output,
            StringComparison.Ordinal
        );
        var shown = (await RunAsync(server, "deadletters", "show", "0001:0000000000000000001")).Output;
        Assert.Matches(@"Partition: +1\s", shown);
        Assert.Contains("6e 6f 20 6d 65 73 73 61 67 65", shown, StringComparison.Ordinal);

        Assert.Contains(
            "the stage query",
            (await RunAsync(server, "deadletters", "retry", "query:|a.example|live|0001|x")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "1 of 1 letters",
            (await RunAsync(server, "deadletters", "retry", "all", "--stage", "aggregate")).Output,
            StringComparison.Ordinal
        );
        await server.RestartAsync();
        Assert.Matches(@"0001:0000000000000000002\s+aggregate", (await RunAsync(server, "deadletters", "list")).Output);
        var unknown = await ProgramRun.Of("deadletters", "show", "x", "--url", server.Url, "--key", server.Key);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("There is no dead letter 'x'", unknown.Errors, StringComparison.Ordinal);
    }

    private static async Task<ProgramRun> RunAsync(RunningServer server, params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", server.Url, "--key", server.Key]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }
}
