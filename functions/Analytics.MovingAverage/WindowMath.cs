namespace Analytics.MovingAverages;

/// <summary>What a window computes from its elements when it has no sum at hand.</summary>
internal static class WindowMath
{
    /// <summary>The exact mean of the newest elements, rounded once.</summary>
    public static double AverageOfLast(Ring<double> elements, int count)
    {
        RequirePart(elements, count);
        elements.GetSpans(elements.Count - count, count, out var older, out var newer);
        var sum = new ExactSum();
        sum.AddRange(older);
        sum.AddRange(newer);
        return sum.DivideBy(count);
    }

    public static void RequirePart(Ring<double> elements, int count)
    {
        if (count < 1 || count > elements.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count),
                count,
                $"The window holds {elements.Count} elements; ask for the average of 1 to {elements.Count} of them.");
        }
    }
}
