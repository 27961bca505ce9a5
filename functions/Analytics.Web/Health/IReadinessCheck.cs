namespace Analytics.Web.Health;

/// <summary>A condition of the host without which it is not ready. Safe for concurrent use.</summary>
public interface IReadinessCheck
{
    /// <summary>The part that is checked, as <c>/health/ready</c> names it.</summary>
    string Part { get; }

    /// <summary>
    /// Completes if the part works, and fails with the reason if not. Anybody may ask, so it must be cheap or remember its answer.
    /// </summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
