namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Counts the visitors who went along a path within a visit, by each of its steps, and where they went from there. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// path / → /sale              a visit:   /  /sale  /sale  /new  /  /sale
/// steps                                  /  /sale         /new  /  /sale
/// found twice; next           /new, and the end of the visit: the visitor counts once for each
/// </code>
/// </remarks>
/// <param name="depth">The length of the path, at least 1.</param>
/// <param name="isBackward">True to follow visits backwards.</param>
internal sealed class JourneyPathCounter(int depth, bool isBackward) : JourneyCounter(depth)
{
    private readonly bool _isBackward = isBackward;

    /// <inheritdoc/>
    protected override void CountVisit(List<Step> steps)
    {
        if (_isBackward)
        {
            steps.Reverse();
        }

        for (var start = 0; start < steps.Count; start++)
        {
            for (var i = 0; i < Reached.Length && start + i < steps.Count && ((steps[start + i].Marks >> i) & 1) != 0; i++)
            {
                AddReached(i);
                if (start + i + 1 < steps.Count)
                {
                    AddNext(i, steps[start + i + 1]);
                }
                else
                {
                    AddEnd(i);
                }
            }
        }
    }
}
