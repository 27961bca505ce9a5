using System.Diagnostics;
using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>
/// The worst single update, which a mean hides: a million updates timed one by one, over and over. For each update the
/// least of its times counts, so that the machine's interruptions drop out; then the largest over all updates.
/// </summary>
/// <remarks>The result is printed, since the tool measures means: look for "worst single push".</remarks>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 1, invocationCount: 1)]
public class WorstPush
{
    private const int N = 1_000_000;
    private const int Rounds = 15;

    private readonly double[] _values = Stream.Create();

    [Benchmark]
    public void Simple()
    {
        var window = new SimpleMovingAverage(N);
        Measure("SimpleMovingAverage", window.Add);
    }

    [Benchmark]
    public void Statistics()
    {
        var window = new MovingStatistics(N);
        Measure("MovingStatistics", window.Add);
    }

    [Benchmark]
    public void DabaLite()
    {
        var window = new SlidingWindow<double, Maximum<double>>(N);
        Measure("SlidingWindow", window.Add);
    }

    // Every round starts at the same state of the window: a full turn of a full one.
    private void Measure(string name, Action<double> add)
    {
        var least = new long[N];
        Array.Fill(least, long.MaxValue);
        for (var round = 0; round < Rounds + 3; round++)
        {
            for (var i = 0; i < N; i++)
            {
                var value = _values[i & (Stream.Length - 1)];
                var before = Stopwatch.GetTimestamp();
                add(value);
                var taken = Stopwatch.GetTimestamp() - before;
                least[i] = round < 3 ? long.MaxValue : Math.Min(least[i], taken);
            }
        }

        Array.Sort(least);
        var tick = 1e9 / Stopwatch.Frequency;
        Console.WriteLine(
            $"// worst single push, {name}, N = {N:N0}: {least[^1] * tick:N0} ns; 99.9 %: {least[N - (N / 1000)] * tick:N0} ns; "
                + $"median: {least[N / 2] * tick:N0} ns (timer included)"
        );
    }
}
