namespace Analytics.Web.Health;

/// <summary>A condition of the host without which it is not ready. Safe for concurrent use.</summary>
public interface IReadinessCheck
{
    /// <summary>The part that is checked, as <c>/health/ready</c> names it.</summary>
    string Part { get; }

    /// <summary>
    /// Completes if the part works; otherwise throws with the reason. Must be cheap or cache its answer, because anyone may call it.
    /// </summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
