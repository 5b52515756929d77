using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Users;

/// <summary>What the API document says of users.</summary>
internal static class UserOperations
{
    private const string Tag = "Users";
    private const string User = """{ "id": "1", "username": "admin", "created_at": "2024-01-15T10:00:00Z" }""";

    private static readonly ErrorKind[] Bodies =
        [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType];

    public static OperationDoc List { get; } = new("ListUsers", Tag, "List all users")
    {
        Replies = [new(200, "The users", typeof(RingUser[]), $"[{User}]")],
    };

    public static OperationDoc Create { get; } = new("CreateUser", Tag, "Create a user")
    {
        Description = "Whoever can log in may do everything; what a program may do is said by its API token.",
        Body = new(typeof(RingUserChange), isRequired: true, """{ "username": "john", "password": "secretpassword" }"""),
        Replies = [new(201, "The user", typeof(RingUser), """{ "id": "2", "username": "john", "created_at": "2024-01-15T10:00:00Z" }""")],
        Errors = [.. Bodies, RingErrors.UserAlreadyExists],
    };

    public static OperationDoc Me { get; } = new("GetCurrentUser", Tag, "The user whose token is sent")
    {
        Description = "With an API token, the user it belongs to.",
        Replies = [new(200, "The user", typeof(RingUser), User)],
    };

    public static OperationDoc Update { get; } = new("UpdateUser", Tag, "Change a user's name or password")
    {
        Description = "What is left out stays. With another password every login of the user ends.",
        Body = new(typeof(RingUserChange), isRequired: true, """{ "password": "newpassword" }"""),
        Replies = [new(200, "The user", typeof(RingUser), User)],
        Errors = [.. Bodies, RingErrors.UserNotFound, RingErrors.UserAlreadyExists],
    };

    public static OperationDoc Remove { get; } = new("DeleteUser", Tag, "Remove a user")
    {
        Description = "Its logins and API tokens end with it. The last user can't be removed.",
        Replies = [new(200, "The user that was", typeof(RingUser), User)],
        Errors = [RingErrors.UserNotFound, RingErrors.UserInUse],
    };
}
