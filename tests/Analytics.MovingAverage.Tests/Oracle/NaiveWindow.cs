namespace Analytics.MovingAverages.Tests.Oracle;

/// <summary>The last N elements in a list: what every window is compared with.</summary>
internal sealed class NaiveWindow<T>(int capacity)
{
    public List<T> Elements { get; } = [];

    public void Add(T value)
    {
        Elements.Add(value);
        if (Elements.Count > capacity)
        {
            Elements.RemoveAt(0);
        }
    }
}
