using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>Reads <c>config</c>: when the image is pulled, and with which credentials.</summary>
internal static class RingImagePull
{
    public static JsonObject? Read(SpecValue value, DocumentDraft draft, Func<string, string> seal)
    {
        draft.Comes("spec.imagePull", value.Path);
        if (value.Object("image_pull_policy", "server", "username", "password") is not { } fields)
        {
            return null;
        }

        var pull = new JsonObject();
        Copy("image_pull_policy", "policy");
        Copy("server", "server");
        Copy("username", "username");
        draft.Comes("spec.imagePull.sealedPassword", fields["password"].Path);
        if (fields["password"].Text() is { } password)
        {
            pull["sealedPassword"] = seal(password);
        }

        return pull;

        void Copy(string from, string to)
        {
            draft.Comes($"spec.imagePull.{to}", fields[from].Path);
            if (fields[from].Text() is { } text)
            {
                pull[to] = text;
            }
        }
    }
}
