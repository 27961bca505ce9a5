namespace Analytics.Benchmarks.MovingAverages;

/// <summary>The plain running sum: fast, and wrong. It drifts, and one large value or NaN spoils it for good.</summary>
internal sealed class RunningSum(int capacity)
{
    private readonly double[] _items = new double[capacity];
    private int _next;
    private int _count;
    private double _sum;

    public double Average => _sum / _count;

    public void Add(double value)
    {
        if (_count == _items.Length)
        {
            _sum -= _items[_next];
        }
        else
        {
            _count++;
        }

        _sum += value;
        _items[_next] = value;
        _next = _next + 1 == _items.Length ? 0 : _next + 1;
    }
}
