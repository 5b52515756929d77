namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.imagePull</c>.</summary>
internal static class ImagePullReader
{
    public static ImagePullSpec Read(SpecValue value)
    {
        if (value.Object("policy", "server", "username", "password", "sealedPassword") is not { } fields)
        {
            return ImagePullSpec.Default;
        }

        var policy = fields["policy"].Choice(
            ImagePullPolicy.IfNotPresent,
            ("IfNotPresent", ImagePullPolicy.IfNotPresent), ("Always", ImagePullPolicy.Always), ("Never", ImagePullPolicy.Never));
        var (username, server) = (fields["username"], fields["server"]);
        var (password, sealedPassword) = (fields["password"], fields["sealedPassword"]);
        var isGiven = password.IsGiven || sealedPassword.IsGiven;
        if (username.IsGiven && !isGiven)
        {
            password.Refuse("is required beside username");
        }
        else if (isGiven && !username.IsGiven)
        {
            username.Refuse("is required beside password");
        }
        else if (server.IsGiven && !username.IsGiven)
        {
            server.Refuse("is only for username and password: the image itself names its registry");
        }

        // Whoever takes a document from a client has sealed it by now, if it could be.
        if (password.Text() is not null)
        {
            password.Refuse("must be sealed before the document is kept");
        }

        return new ImagePullSpec(policy ?? ImagePullPolicy.IfNotPresent, server.Text(), username.Text(), sealedPassword.Text());
    }
}
