using System.IO.Pipelines;

namespace Analytics.Web.Bodies;

/// <summary>Sends long answers in parts.</summary>
internal static class AnswerWriter
{
    /// <summary>Sends what was written, and waits while the client reads slowly.</summary>
    /// <param name="output">The answer's body.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ClientGoneException">
    /// Nobody reads any more. A flush then returns at once, long before a request is cancelled if many clients leave together: whoever
    /// went on would read and write to the end without ever waiting, and keep the threads from all others.
    /// </exception>
    public static async ValueTask SendAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new ClientGoneException();
        }
    }
}

/// <summary>Thrown when the client closed the connection before it had the whole answer.</summary>
internal sealed class ClientGoneException() : IOException("The client closed the connection before it had the whole answer.");
