using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Core.Sites;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Cases;

public sealed partial class PostCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("posts");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_request_is_answered_and_kept_as_far_as_it_is_good(string name)
    {
        var post = CaseFile.Find("posts", name);
        await using var host = await ApiHost.StartAsync();
        host.Time.AdvanceTo(new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        Assert.True(
            await host
                .Services.GetRequiredService<SiteRegistry>()
                .CreateAsync(
                    new Site(Text(post, "site") ?? "s.example", Text(post, "timezone") ?? "Etc/UTC", host.Time.Now),
                    TestContext.Current.CancellationToken
                )
        );

        using var content = new ByteArrayContent(BytesOf(Text(post, "body")!));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Text(post, "content_type")!);
        using var response = await host.SendAsync(
            HttpMethod.Post,
            Text(post, "path")!,
            content,
            post.TryGetProperty("auth", out _) ? ApiHost.AdminKey : null
        );

        var expect = post.GetProperty("expect");
        if (expect.TryGetProperty("status", out var status))
        {
            int[] statuses =
                status.ValueKind == JsonValueKind.Array ? [.. status.EnumerateArray().Select(one => one.GetInt32())] : [status.GetInt32()];
            Assert.Contains((int)response.StatusCode, statuses);
        }

        if (expect.TryGetProperty("accepted", out var accepted))
        {
            Assert.Equal(accepted.GetInt32(), (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt32());
        }

        if (expect.TryGetProperty("accepted_at_least", out var least))
        {
            Assert.InRange((await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt32(), least.GetInt32(), int.MaxValue);
        }

        if (expect.TryGetProperty("props", out var properties))
        {
            Assert.Equal(
                properties.EnumerateObject().Select(property => (property.Name, property.Value.GetString()!)),
                Assert.Single(SegmentDecoder.Decode(host.Log.AllRecords())).Properties
            );
        }
    }

    private static string? Text(JsonElement post, string name) => post.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The bytes of a body, in which <c>{BYTE:e9}</c> stands for a single byte.</summary>
    private static byte[] BytesOf(string body)
    {
        var bytes = new List<byte>();
        foreach (var part in SingleByte().Split(body).Index())
        {
            bytes.AddRange(part.Index % 2 == 0 ? Encoding.UTF8.GetBytes(part.Item) : Convert.FromHexString(part.Item));
        }

        return [.. bytes];
    }

    [GeneratedRegex("{BYTE:([0-9a-f]{2})}")]
    private static partial Regex SingleByte();
}
