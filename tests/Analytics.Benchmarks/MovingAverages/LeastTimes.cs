using System.Diagnostics;
using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MathNetStatistics = MathNet.Numerics.Statistics.MovingStatistics;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>The least time per update over many short stretches, for machines on which something else runs.</summary>
/// <remarks>The result is printed, since the tool measures means: look for "least".</remarks>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 1, invocationCount: 1)]
public class LeastTimes
{
    private const int Updates = 2_000;

    private readonly double[] _values = Stream.Create();
    private double _sink;

    [Params(10, 1_000, 1_000_000)]
    public int N { get; set; }

    [Benchmark]
    public double Simple()
    {
        var window = new SimpleMovingAverage(N);
        Fill(window.Add, N);
        Measure("push", "SimpleMovingAverage", 2_000, i => window.Add(_values[i]));
        Measure(
            "push and read",
            "SimpleMovingAverage",
            2_000,
            i =>
            {
                window.Add(_values[i]);
                _sink += window.Average;
            }
        );
        return _sink;
    }

    [Benchmark]
    public double Running()
    {
        var window = new RunningSum(N);
        Fill(window.Add, N);
        Measure("push", "running sum (wrong)", 2_000, i => window.Add(_values[i]));
        Measure(
            "push and read",
            "running sum (wrong)",
            2_000,
            i =>
            {
                window.Add(_values[i]);
                _sink += window.Average;
            }
        );
        return _sink;
    }

    [Benchmark]
    public double Rivals()
    {
        // These take O(N): a few stretches are enough, and a million elements are too many.
        if (N > 1_000)
        {
            return _sink;
        }

        var fresh = new FreshSum(N);
        var mathNet = new MathNetStatistics(N);
        Fill(fresh.Add, N);
        Fill(mathNet.Push, N);
        Measure(
            "push and read",
            "fresh sum",
            300,
            i =>
            {
                fresh.Add(_values[i]);
                _sink += fresh.Average;
            }
        );
        Measure(
            "push and read",
            "Math.NET (wrong)",
            300,
            i =>
            {
                mathNet.Push(_values[i]);
                _sink += mathNet.Mean;
            }
        );
        return _sink;
    }

    private void Fill(Action<double> add, int count)
    {
        for (var i = 0; i < count; i++)
        {
            add(_values[i & (Stream.Length - 1)]);
        }
    }

    private void Measure(string what, string name, int stretches, Action<int> update)
    {
        var least = TimeSpan.MaxValue;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Updates; i++)
            {
                update(i);
            }

            var taken = Stopwatch.GetElapsedTime(start);
            least = taken < least ? taken : least;
        }

        Console.WriteLine($"// least, {what}, {name}, N = {N:N0}: {least.TotalNanoseconds / Updates:N1} ns (a delegate call included)");
    }
}
