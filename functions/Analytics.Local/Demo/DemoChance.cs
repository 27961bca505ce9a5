namespace Analytics.Local.Demo;

/// <summary>Draws from the demo's chances.</summary>
internal static class DemoChance
{
    /// <summary>Returns an index of values, as often as its weight says.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="values">The values.</param>
    /// <param name="weight">The weight of a value.</param>
    public static int Pick<T>(Random random, T[] values, Func<T, double> weight)
    {
        var remaining = random.NextDouble() * values.Sum(weight);
        var index = 0;
        while (index < values.Length - 1 && (remaining -= weight(values[index])) >= 0)
        {
            index++;
        }

        return index;
    }

    /// <summary>Returns the smaller of two dice with <paramref name="count"/> sides: the first come up most.</summary>
    public static int Skewed(Random random, int count) => Math.Min(random.Next(count), random.Next(count));
}
