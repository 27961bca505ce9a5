namespace Analytics.Core.Jobs;

/// <summary>
/// A kind of job: the work that a <see cref="JobRunner"/> runs for jobs of one name. A new kind is registered with the host's services.
/// </summary>
public interface IJobKind
{
    /// <summary>The name, a part of the stored format and of the API.</summary>
    string Name { get; }

    /// <summary>The interval at which a job's progress is stored.</summary>
    TimeSpan ProgressEvery { get; }

    /// <summary>Returns how long after its creation a job can run; other jobs go first until then.</summary>
    TimeSpan WaitOf(Job job) => TimeSpan.Zero;

    /// <summary>True if a waiting job is done in the same run as another one that is due.</summary>
    bool RunsTogether(Job job, Job other) => false;

    /// <summary>Runs a job and those together with it to their end, starting where an earlier run stopped.</summary>
    /// <param name="job">The job, with <see cref="Job.Together"/>.</param>
    /// <param name="work">Shows its progress.</param>
    /// <param name="cancellationToken">Stops the job; running it again continues from there.</param>
    /// <exception cref="IOException">The storage does not answer now; the runner tries again.</exception>
    Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken);

    /// <summary>Removes the rows that a job has stored for itself when it will not continue; its report stays.</summary>
    Task ClearAsync(string job, CancellationToken cancellationToken);

    /// <summary>Removes the report of a job that has ended long ago; a job without one has nothing to remove.</summary>
    Task DeleteReportAsync(string job, CancellationToken cancellationToken) => Task.CompletedTask;
}
