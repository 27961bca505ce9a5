using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Web.Endpoints;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>Runs every request of <c>docs/api.md</c>, in its order, against one server.</summary>
public sealed partial class ApiGuideTests
{
    // A socket is no request of curl, other products' clients have a document of their own, and a script is no call.
    private static readonly string[] NotShown = ["CollectSocket", "ReferenceFile"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_of_the_guide_is_answered_as_it_says()
    {
        await using var host = await ApiHost.StartAsync();
        host.Client.DefaultRequestHeaders.UserAgent.Clear();
        host.Client.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8.5.0");
        var variables = new Dictionary<string, string>
        {
            ["URL"] = "",
            ["KEY"] = ApiHost.AdminKey,
            ["KEY_ID"] = "",
        };
        var failures = new List<string>();
        foreach (var (status, command) in Commands())
        {
            var (method, path, headers, body) = Parse(Words(command, variables));
            var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
            {
                request.Content = body == "@export.zip" ? new ByteArrayContent(Export()) : new StringContent(body, Encoding.UTF8);
                request.Content.Headers.Remove("Content-Type");
            }

            foreach (var (name, value) in headers)
            {
                _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            if (path.StartsWith("/js/", StringComparison.Ordinal) && response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // The tracker is built with Node.js, which is not everywhere.
                continue;
            }

            if (path.StartsWith("/api/event", StringComparison.Ordinal))
            {
                // A reader who copies a request wants to see its events in the next answer.
                Assert.False(response.Headers.Contains("X-Analytics-Filtered"), path);
                Assert.Matches("^ok$|\"accepted\":2,\"filtered\":0", await response.Content.ReadAsStringAsync(Cancel));
            }

            if (status != (int)response.StatusCode && !(status == 200 && response.IsSuccessStatusCode))
            {
                failures.Add($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}");
            }
            else if (method == "POST" && path == "/api/v1/keys")
            {
                variables["KEY_ID"] = JsonDocument
                    .Parse(await response.Content.ReadAsStringAsync(Cancel))
                    .RootElement.GetProperty("id")
                    .GetString()!;
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Every_endpoint_has_a_request_in_the_guide()
    {
        var variables = new Dictionary<string, string>
        {
            ["URL"] = "",
            ["KEY"] = "k",
            ["KEY_ID"] = "1",
        };
        var requests = Commands().Select(command => Parse(Words(command.Command, variables))).ToList();
        foreach (
            var endpoint in ApiEndpoints.All.Where(endpoint =>
                endpoint.Method != "OPTIONS"
                && !NotShown.Contains(endpoint.Name)
                && !endpoint.Name.StartsWith("Client", StringComparison.Ordinal)
            )
        )
        {
            var route = new Regex("^" + Parameter().Replace(Regex.Escape(endpoint.Route), "[^/?]+") + "(\\?|$)");
            Assert.True(
                requests.Exists(request => request.Method == endpoint.Method && route.IsMatch(request.Path)),
                $"{endpoint.Method} {endpoint.Route}"
            );
        }
    }

    private static byte[] Export()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = archive.CreateEntry("imported_visitors_20230501_20230501.csv").Open();
            file.Write("date,visitors,pageviews\n2023-05-01,5,9\n"u8);
        }

        return memory.ToArray();
    }

    private static List<(int Status, string Command)> Commands() =>
        [
            .. Block()
                .Matches(File.ReadAllText(Repository.File("docs/api.md")))
                .Select(match => (match.Groups[1].Length > 0 ? int.Parse(match.Groups[1].Value) : 200, match.Groups[2].Value.Trim())),
        ];

    private static (string Method, string Path, List<(string Name, string Value)> Headers, string? Body) Parse(List<string> words)
    {
        Assert.Equal("curl", words[0]);
        string? method = null;
        string? path = null;
        string? body = null;
        var headers = new List<(string, string)>();
        for (var i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-N":
                    break;
                case "-X":
                    method = words[++i];
                    break;
                case "-H":
                    var colon = words[++i].IndexOf(": ", StringComparison.Ordinal);
                    headers.Add((words[i][..colon], words[i][(colon + 2)..]));
                    break;
                case "-d" or "--data-binary":
                    body = words[++i];
                    break;
                default:
                    Assert.Null(path);
                    path = words[i];
                    break;
            }
        }

        return (method ?? (body is null ? "GET" : "POST"), path!, headers, body);
    }

    /// <summary>The words of a command as a shell reads them: quotes, variables within double quotes, and lines that go on.</summary>
    private static List<string> Words(string command, Dictionary<string, string> variables)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in command.Replace("\\\n", " ", StringComparison.Ordinal))
        {
            if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (quote == '\0' && c == ' ')
            {
                Add();
            }
            else
            {
                // Within single quotes a shell puts in no variable; no request has a dollar there.
                word.Append(c);
            }
        }

        Add();
        return words;

        void Add()
        {
            if (word.Length > 0)
            {
                words.Add(Variable().Replace(word.ToString(), match => variables[match.Groups[1].Value]));
                word.Clear();
            }
        }
    }

    [GeneratedRegex("^```bash ?([0-9]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\\\{[a-z]+}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$([A-Z_]+)")]
    private static partial Regex Variable();
}
