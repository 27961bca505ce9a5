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
public sealed class FaultHarnessTests(ITestOutputHelper output)
{
    private const int UsualScenarios = 6;

    // A run of fewer need not meet every kind of fault.
    private const int ScenariosOfAllFaults = 300;

    [Fact(Explicit = true)]
    public void Every_acknowledged_event_counts_once_whatever_fails()
    {
        var (scenarios, first) = (Setting("ANALYTICS_FAULT_SCENARIOS", UsualScenarios), Setting("ANALYTICS_FAULT_SEED", 1));
        var counts = new FaultCounts();
        var failures = new ConcurrentDictionary<int, string>();
        Parallel.For(first, first + scenarios, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            var scenario = new Scenario(seed);
            var context = SynchronizationContext.Current;
            try
            {
                // Whoever opens a gate runs what waits there, which a context would put into a queue.
                SynchronizationContext.SetSynchronizationContext(null);
                scenario.Run();
            }
            catch (Exception exception)
            {
                failures[seed] = exception is WrongNumberException ? exception.Message : exception.ToString();
            }

            SynchronizationContext.SetSynchronizationContext(context);
            counts.Add(scenario.Counts);
        });
        output.WriteLine($"{scenarios:N0} scenarios from seed {first}{Environment.NewLine}{counts}");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {scenarios} scenarios failed.{string.Concat(failures.OrderBy(failure => failure.Key).Take(5).Select(Describe))}");
        Assert.All(scenarios < ScenariosOfAllFaults ? [] : Enum.GetValues<FaultKind>(), kind => Assert.True(counts.Of(kind) > 0, $"{kind} did not happen."));
        Assert.All(scenarios < ScenariosOfAllFaults ? [] : CommittedWork.All, work => Assert.True(counts.Of(work) > 0, $"There were no {work}."));
    }

    private static string Describe(KeyValuePair<int, string> failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.NewLine}Seed {failure.Key}, to be played again with ANALYTICS_FAULT_SEED={failure.Key} ANALYTICS_FAULT_SCENARIOS=1:{Environment.NewLine}{failure.Value}");

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
