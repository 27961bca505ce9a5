using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;
using MathNetStatistics = MathNet.Numerics.Statistics.MovingStatistics;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>One update of a full window, without reading.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PushBenchmarks
{
    private readonly double[] _values = Stream.Create();
    private int _i;
    private SimpleMovingAverage _simple = null!;
    private RunningSum _running = null!;
    private MathNetStatistics _mathNet = null!;

    [Params(10, 1_000, 1_000_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _simple = new SimpleMovingAverage(N);
        _running = new RunningSum(N);
        _mathNet = new MathNetStatistics(N);
        for (var i = 0; i < N; i++)
        {
            _simple.Add(Next());
            _running.Add(Next());
        }

        // Math.NET scans its whole buffer at every push, full or not: filling a million would take a quarter of an hour.
        for (var i = 0; i < Math.Min(N, 1_000); i++)
        {
            _mathNet.Push(Next());
        }
    }

    [Benchmark(Baseline = true)]
    public void Simple() => _simple.Add(Next());

    [Benchmark(Description = "running sum (wrong)")]
    public void Running() => _running.Add(Next());

    [Benchmark(Description = "Math.NET (wrong)")]
    public void MathNet() => _mathNet.Push(Next());

    private double Next() => _values[_i++ & (Stream.Length - 1)];
}
