import "#chat/elements/chat-app";
