using System.Runtime.ExceptionServices;

namespace Analytics.Local.Importing;

/// <summary>The end of a damaged stream: it has no bytes, and reading it throws the exception that ended the reading before.</summary>
internal sealed class DamagedStream(Exception damage) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        ExceptionDispatchInfo.Throw(damage);
        return 0;
    }
}
