namespace Analytics.MovingAverages;

/// <summary>Computes averages of a part of a window of doubles.</summary>
internal static class WindowMath
{
    // Reading must not change the window, and a new sum would allocate 600 bytes for each call.
    [ThreadStatic]
    private static ExactSum? s_scratch;

    /// <summary>Returns an empty sum whose memory the calling thread reuses at its next call.</summary>
    public static ExactSum Scratch()
    {
        var sum = s_scratch ??= new ExactSum();
        sum.Clear();
        return sum;
    }

    /// <summary>
    /// Returns the exact mean of the newest elements: adds them up or subtracts the others from the sum of all, whichever is less work.
    /// </summary>
    public static double AverageOfLast(Ring<double> elements, ExactSum sumOfAll, int count)
    {
        RequirePart(elements.Count, count);
        var sum = Scratch();
        var others = elements.Count - count;
        if (count <= others)
        {
            elements.GetSpans(others, count, out var older, out var newer);
            sum.AddRange(older);
            sum.AddRange(newer);
        }
        else
        {
            elements.GetSpans(0, others, out var older, out var newer);
            sum.Add(sumOfAll);
            sum.SubtractRange(older);
            sum.SubtractRange(newer);
        }

        return sum.DivideBy(count);
    }

    public static void RequirePart(int held, int count)
    {
        if (count < 1 || count > held)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count),
                count,
                $"The window holds {held} elements; ask for the average of 1 to {held} of them."
            );
        }
    }
}
