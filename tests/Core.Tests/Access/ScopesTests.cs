using Orchestry.Core.Access;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Tests.Access;

public sealed class ScopesTests
{
    [Fact]
    public void A_scope_includes_itself_and_writing_includes_reading_the_same_and_admin_everything_and_nothing_else_anything()
    {
        foreach (var given in Scopes.All)
        {
            foreach (var wanted in Scopes.All)
            {
                var includes = given == wanted || given == "admin"
                    || (given.Split(':')[0] == wanted.Split(':')[0] && given.EndsWith(":write", StringComparison.Ordinal));
                Assert.True(includes == Scopes.Includes(given, wanted), $"{given} {wanted}");
            }
        }
    }

    [Theory]
    [InlineData("", "deployments:read")]
    [InlineData(":write", "deployments:read")]
    [InlineData("deploy:write", "deployments:read")]
    [InlineData("Admin", "deployments:read")]
    public void What_is_no_scope_includes_none(string given, string wanted) => Assert.False(Scopes.Includes(given, wanted));

    [Fact]
    public void Whoever_has_logged_in_may_everything_and_a_token_what_it_was_given()
    {
        var user = new Caller { Kind = CallerKind.User, Id = "1", UserId = "1", Name = "admin" };
        var token = user with { Kind = CallerKind.Token, Scopes = ["configs:write"], Namespaces = ["production"] };

        Assert.All(Scopes.All, scope => Assert.True(user.MayUse(scope) && Caller.Anyone.MayUse(scope)));
        Assert.Equal(["configs:read", "configs:write"], Scopes.All.Where(token.MayUse));
        Assert.True(user.MayUse(NamespaceName.Default) && !user.IsBound);
        Assert.True(token.MayUse(NamespaceName.Parse("production")) && token.IsBound);
        Assert.False(token.MayUse(NamespaceName.Default));
        Assert.False((token with { Scopes = [] }).MayUse("configs:read"));
    }
}
