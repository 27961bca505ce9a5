namespace Analytics.Benchmarks.MovingAverages;

/// <summary>The naive way: a new sum of the whole window for each reading. It does not drift, and it rounds N times.</summary>
internal sealed class FreshSum(int capacity)
{
    private readonly double[] _items = new double[capacity];
    private int _next;
    private int _count;

    public double Average
    {
        get
        {
            var sum = 0.0;
            foreach (var item in _items.AsSpan(0, _count))
            {
                sum += item;
            }

            return sum / _count;
        }
    }

    public void Add(double value)
    {
        _count = Math.Min(_count + 1, _items.Length);
        _items[_next] = value;
        _next = _next + 1 == _items.Length ? 0 : _next + 1;
    }
}
