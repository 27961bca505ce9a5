using System.Text;
using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Definitions;

public sealed class SharedLinkRegistryTests
{
    private const string Site = "example.com";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly SharedLinkRegistry _links;
    private byte _random;

    public SharedLinkRegistryTests() => _links = Registry();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_is_found_by_its_token_and_by_what_it_is_exchanged_for()
    {
        var link = await MakeAsync(new("Newsletter", null, null, "3", MayBeEmbedded: true));
        var (bearer, expires) = _links.Exchange(link);

        var found = await Registry().FindByBearerAsync(bearer, Cancel);

        Assert.Matches("^example\\.com~[A-Za-z0-9_-]{22}$", link.Token);
        Assert.Equal(Site, link.Site);
        Assert.Equal(_time.Now + SharedLinkRegistry.BearerLifetime, expires);
        Assert.True(SharedLinkRegistry.IsBearer(bearer));
        Assert.Equal((link.Id, "3", true), (found!.Value.Link.Id, found.Value.Link.Segment, found.Value.Link.MayBeEmbedded));
        Assert.Equal("Newsletter", (await _links.FindByTokenAsync(link.Token, Cancel))!.Name);
    }

    [Fact]
    public async Task Every_other_bearer_is_nothing()
    {
        var link = await MakeAsync(new("a", null, null, null, false));
        var other = await MakeAsync(new("b", null, null, null, false));
        var (bearer, expires) = _links.Exchange(link);
        var ofOther = _links.Exchange(other).Bearer;
        var longer = bearer.Replace(
            expires.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            (expires.ToUnixTimeSeconds() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

        string[] forged =
        [
            bearer[..^1] + (bearer[^1] == 'A' ? 'B' : 'A'),
            bearer[..^43] + ofOther[^43..],
            longer,
            bearer.Replace("share_", "share-"),
            bearer + "A",
            "share_",
            "share_" + new string('.', 60),
            "share_~.1." + new string('A', 43),
            "share_" + link.Token + ".99999999999999999999." + bearer[^43..],
            "share_" + link.Token + ".9223372036854775807." + bearer[^43..],
            "share_nowhere.com~" + link.Token[12..] + ".1774353600." + bearer[^43..],
        ];

        foreach (var text in forged)
        {
            Assert.True(await _links.FindByBearerAsync(text, Cancel) is null, text);
        }

        foreach (
            var text in (string[])["", "~", link.Token + "x", link.Token[..^1], "nowhere.com" + link.Token[11..], "a/b" + link.Token[11..]]
        )
        {
            Assert.True(await _links.FindByTokenAsync(text, Cancel) is null, text);
        }
    }

    [Fact]
    public async Task A_bearer_ends_with_its_time_and_with_its_link()
    {
        var link = await MakeAsync(new("a", null, _time.Now + TimeSpan.FromDays(20), null, false));
        var (first, _) = _links.Exchange(link);
        _time.Advance(SharedLinkRegistry.BearerLifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await _links.FindByBearerAsync(first, Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _links.FindByBearerAsync(first, Cancel));

        var (second, end) = _links.Exchange(link);
        Assert.Equal(link.ExpiresAt, end);
        _time.Advance(TimeSpan.FromDays(6) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await _links.FindByBearerAsync(second, Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _links.FindByBearerAsync(second, Cancel));
        Assert.Null(await _links.FindByTokenAsync(link.Token, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_a_link_or_its_password_ends_its_bearers_here_at_once_and_elsewhere_after_thirty_seconds(bool deletes)
    {
        var link = await MakeAsync(new("a", "a long password", null, null, false));
        var (bearer, _) = _links.Exchange(link);
        var other = Registry();
        Assert.NotNull(await other.FindByBearerAsync(bearer, Cancel));

        _ = deletes
            ? await _links.DeleteAsync(Site, link.Id, Cancel)
            : await _links.UpdateAsync(Site, link.Id, new("a", null, null, null, false), keepsPassword: false, Cancel) is not null;

        Assert.Null(await _links.FindByBearerAsync(bearer, Cancel));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(await other.FindByBearerAsync(bearer, Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await other.FindByBearerAsync(bearer, Cancel));
    }

    [Fact]
    public async Task A_change_that_keeps_the_password_keeps_what_was_exchanged()
    {
        var link = await MakeAsync(new("a", "a long password", null, null, false));
        var (bearer, _) = _links.Exchange(link);

        var changed = await _links.UpdateAsync(Site, link.Id, new("b", null, null, "7", true), keepsPassword: true, Cancel);

        Assert.Equal(("b", link.Token, "7", true), (changed!.Name, changed.Token, changed.Segment, changed.MayBeEmbedded));
        Assert.True(changed.Password!.Matches("a long password"));
        Assert.NotNull(await _links.FindByBearerAsync(bearer, Cancel));
        Assert.Null(await _links.UpdateAsync(Site, "99", new("c", null, null, null, false), keepsPassword: true, Cancel));
        Assert.False(await _links.DeleteAsync(Site, "99", Cancel));
    }

    [Fact]
    public async Task A_password_is_stored_as_a_salted_hash_of_which_no_other_password_is_right()
    {
        await MakeAsync(new("a", "a long password", null, null, false));
        await MakeAsync(new("b", "a long password", null, null, false));

        var stored = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Sites, Site, "share|", null, headsOnly: false, Cancel))
        {
            stored.Add(Encoding.UTF8.GetString(row.Body.Span));
        }

        var links = await _links.ListAsync(Site, Cancel);
        Assert.Equal(2, stored.Count);
        Assert.DoesNotContain(stored, body => body.Contains("a long password", StringComparison.Ordinal));
        Assert.NotEqual(links[0].Password!.Hash, links[1].Password!.Hash);
        Assert.True(links[0].Password!.Matches("a long password"));
        Assert.False(links[0].Password!.Matches("a long passwore"));
        Assert.False(links[0].Password!.Matches(new string('a', LinkPassword.MaxLength + 1)));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_the_existing_link_is_returned_where_that_is_asked_for()
    {
        var link = await MakeAsync(new("a", null, null, null, false));

        var same = await _links.CreateAsync(Site, new("a", "a long password", null, null, true), returnsExisting: true, Cancel);
        var error = await Assert.ThrowsAsync<DefinitionException>(async () => await MakeAsync(new("a", null, null, null, false)));
        var second = await MakeAsync(new("b", null, null, null, false));
        var renamed = await Assert.ThrowsAsync<DefinitionException>(async () =>
            await _links.UpdateAsync(Site, second.Id, new("a", null, null, null, false), keepsPassword: true, Cancel)
        );

        Assert.Equal((link.Token, null), (same.Token, same.Password));
        Assert.Equal("name: 'a' is the name of another shared link (id 1); choose another name", error.Message);
        Assert.Equal(error.Message, renamed.Message);
    }

    [Fact]
    public async Task A_site_has_two_hundred_links_and_no_more()
    {
        for (var i = 0; i < SharedLinkRegistry.MaxPerSite; i++)
        {
            await MakeAsync(new($"link {i}", null, null, null, false));
        }

        var error = await Assert.ThrowsAsync<DefinitionException>(async () => await MakeAsync(new("one more", null, null, null, false)));
        Assert.Contains("200 shared links", error.Message);
    }

    [Fact]
    public async Task The_stored_form_of_a_link_is_read_as_it_was_written()
    {
        const string Stored =
            """{"id":"1","name":"a","token":"example.com~AAAAAAAAAAAAAAAAAAAAAA","secret":"AQID","password":{"iterations":1000,"salt":"AQID","hash":"ZJGPGnRR8D6rGy2c+/XI2zPwov9SOo7FtWH5Ng0GJXA="},"created_at":"2026-03-10T12:00:00+00:00","segment":"2","may_be_embedded":true}""";
        await _tables.CommitAsync(
            TableNames.Sites,
            Site,
            [TableOperation.Insert("share|0000000001", Encoding.UTF8.GetBytes(Stored))],
            Cancel
        );

        var link = (await _links.FindByTokenAsync("example.com~AAAAAAAAAAAAAAAAAAAAAA", Cancel))!;

        Assert.Equal(("a", "2", true, null), (link.Name, link.Segment, link.MayBeEmbedded, link.ExpiresAt));
        Assert.True(link.Password!.Matches("a long password"));
    }

    private ValueTask<SharedLink> MakeAsync(LinkSettings settings) => _links.CreateAsync(Site, settings, returnsExisting: false, Cancel);

    private SharedLinkRegistry Registry() =>
        new(
            _tables,
            _time,
            bytes =>
            {
                foreach (ref var value in bytes)
                {
                    value = (byte)(_random = (byte)(_random + 37));
                }
            }
        );
}
