using System.Net.Sockets;
using System.Text;

namespace Analytics.Testing.Processes;

/// <summary>A connection on which a test writes the bytes of a request itself, also such as no client would.</summary>
public sealed class RawRequest : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawRequest(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>Connects and writes the head of a request: the first line, and headers if there are any.</summary>
    public static async Task<RawRequest> BeginAsync(
        string url,
        string requestLine,
        CancellationToken cancellationToken,
        params string[] headers
    )
    {
        var address = new Uri(url);
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellationToken);
            var request = new RawRequest(client);
            var head = string.Concat(headers.Append($"Host: {address.Authority}").Select(header => header + "\r\n"));
            await request.WriteAsync(Encoding.ASCII.GetBytes($"{requestLine}\r\n{head}\r\n"), cancellationToken);
            return request;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Writes bytes of the body.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Writes a chunk of a body of unannounced length.</summary>
    public async Task WriteChunkAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), cancellationToken);
        await WriteAsync(bytes, cancellationToken);
        await WriteAsync("\r\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>The status of the answer; 0 if the server closed the connection without one.</summary>
    public async Task<int> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (answer.Length < MaxAnswerBytes && !answer.ToString().Contains("\r\n", StringComparison.Ordinal))
            {
                var read = await _stream.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return 0;
                }

                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            return 0;
        }

        return int.Parse(answer.ToString().AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _client.Dispose();
}
