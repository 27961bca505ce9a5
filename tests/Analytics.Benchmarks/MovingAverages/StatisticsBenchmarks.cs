using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;
using MathNetStatistics = MathNet.Numerics.Statistics.MovingStatistics;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>One update of a full window with variance and extremes, and one of them read.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class StatisticsBenchmarks
{
    private readonly double[] _values = Stream.Create();
    private int _i;
    private MovingStatistics _window = null!;
    private MathNetStatistics _mathNet = null!;

    [Params(10, 1_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _window = new MovingStatistics(N);
        _mathNet = new MathNetStatistics(N);
        for (var i = 0; i < N; i++)
        {
            _window.Add(Next());
            _mathNet.Push(Next());
        }
    }

    [Benchmark(Baseline = true)]
    public double Variance()
    {
        _window.Add(Next());
        return _window.Variance;
    }

    [Benchmark(Description = "Math.NET variance (wrong)")]
    public double MathNetVariance()
    {
        _mathNet.Push(Next());
        return _mathNet.PopulationVariance;
    }

    [Benchmark]
    public double Maximum()
    {
        _window.Add(Next());
        return _window.Maximum;
    }

    [Benchmark(Description = "Math.NET maximum")]
    public double MathNetMaximum()
    {
        _mathNet.Push(Next());
        return _mathNet.Maximum;
    }

    private double Next() => _values[_i++ & (Stream.Length - 1)];
}
