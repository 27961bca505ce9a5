using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Faults.Tests.Harness;

namespace Analytics.Faults.Tests;

/// <summary>
/// Scenarios in which log, tables, clocks and processes fail, each decided by its seed. After healing every acknowledged event counts
/// exactly once in every tier, before and after history is made again.
/// </summary>
/// <remarks>
/// ANALYTICS_FAULT_SCENARIOS sets how many there are, ANALYTICS_FAULT_SEED the first seed; with one scenario of one seed a failure is
/// played again.
/// </remarks>
[CollectionDefinition(nameof(FaultHarnessTests), DisableParallelization = true)]
[Collection(nameof(FaultHarnessTests))]
public sealed class FaultHarnessTests(ITestOutputHelper output)
{
    private const int UsualScenarios = 120;

    // Of so many scenarios one is played twice.
    private const int ScenariosPerReplay = 40;

    // A run of fewer need not meet every kind of fault.
    private const int ScenariosOfAllFaults = 300;

    [Fact]
    public async Task Every_acknowledged_event_counts_once_whatever_fails()
    {
        var (scenarios, first) = (
            TestSetting.Number("ANALYTICS_FAULT_SCENARIOS", UsualScenarios),
            TestSetting.Number("ANALYTICS_FAULT_SEED", 1)
        );
        var counts = new FaultCounts();
        var failures = new ConcurrentDictionary<int, string>();
        await PlayAsync(
            first,
            scenarios,
            seed =>
            {
                var scenario = new Scenario(seed);
                try
                {
                    scenario.Run();
                }
                catch (Exception exception)
                {
                    failures[seed] = exception is WrongNumberException ? exception.Message : exception.ToString();
                }

                counts.Add(scenario.Counts);
            }
        );
        output.WriteLine($"{scenarios:N0} scenarios from seed {first}{Environment.NewLine}{counts}");
        Assert.True(
            failures.IsEmpty,
            $"{failures.Count} of {scenarios} scenarios "
                + $"failed.{string.Concat(failures.OrderBy(failure => failure.Key).Take(5).Select(Describe))}"
        );
        Assert.All(
            scenarios < ScenariosOfAllFaults ? [] : Enum.GetValues<FaultKind>(),
            kind => Assert.True(counts.Of(kind) > 0, $"{kind} did not happen.")
        );
        Assert.All(
            scenarios < ScenariosOfAllFaults ? [] : CommittedWork.All,
            work => Assert.True(counts.Of(work) > 0, $"There were no {work}.")
        );
    }

    [Fact]
    public async Task A_seed_plays_the_same_scenario_again()
    {
        var (scenarios, first) = (
            TestSetting.Number("ANALYTICS_FAULT_SCENARIOS", UsualScenarios),
            TestSetting.Number("ANALYTICS_FAULT_SEED", 1)
        );
        var different = new ConcurrentBag<string>();
        await PlayAsync(
            first,
            1 + (scenarios / ScenariosPerReplay),
            seed =>
            {
                var (once, again) = (Play(seed), Play(seed));
                if (once != again && Play(seed) is var third && third != once && third != again)
                {
                    different.Add($"Seed {seed}:{Environment.NewLine}{once}{Environment.NewLine}{again}");
                }
            }
        );
        Assert.Empty(different);

        // Beside much other work, what was handed to another thread may begin too late to be waited for.
        static string Play(int seed)
        {
            var scenario = new Scenario(seed);
            scenario.Run();
            return scenario.Fingerprint;
        }
    }

    /// <summary>Plays a scenario of each seed, in as many threads as there are processors.</summary>
    private static Task PlayAsync(int first, int scenarios, Action<int> play) =>
        QuietPool.RunAsync(async () =>
        {
            // Threads of their own: those of the pool belong to what the scenarios hand over.
            var failures = new ConcurrentQueue<Exception>();
            var next = first - 1;
            await Task.WhenAll(
                Enumerable
                    .Range(0, Environment.ProcessorCount)
                    .Select(_ =>
                    {
                        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        new Thread(() => PlayOn(ended)).Start();
                        return ended.Task;
                    })
            );
            Assert.Empty(failures);

            void PlayOn(TaskCompletionSource ended)
            {
                try
                {
                    for (var seed = Interlocked.Increment(ref next); seed < first + scenarios; seed = Interlocked.Increment(ref next))
                    {
                        play(seed);
                    }
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }

                ended.SetResult();
            }
        });

    private static string Describe(KeyValuePair<int, string> failure) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.NewLine}Seed {failure.Key}, to be played again with ANALYTICS_FAULT_SEED={failure.Key} "
                + $"ANALYTICS_FAULT_SCENARIOS=1:{Environment.NewLine}{failure.Value}"
        );
}
