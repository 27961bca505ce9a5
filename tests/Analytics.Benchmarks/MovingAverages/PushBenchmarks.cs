using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>One update of a full window, without reading.</summary>
[MemoryDiagnoser]
[MinColumn]
public class PushBenchmarks
{
    private readonly double[] _values = Stream.Create();
    private int _i;
    private SimpleMovingAverage _simple = null!;
    private RunningSum _running = null!;

    [Params(10, 1_000, 1_000_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _simple = new SimpleMovingAverage(N);
        _running = new RunningSum(N);
        for (var i = 0; i < N; i++)
        {
            _simple.Add(Next());
            _running.Add(Next());
        }
    }

    [Benchmark(Baseline = true)]
    public void Simple() => _simple.Add(Next());

    [Benchmark(Description = "running sum (wrong)")]
    public void Running() => _running.Add(Next());

    private double Next() => _values[_i++ & (Stream.Length - 1)];
}
